"""What telephones and programs add below a mail, by language, and what looks like it and is somebody's words."""

from . import cases

PHONES = cases("""
Sent from my iPhone
Sent from my iPad
Sent from my iPhone 15 Pro
Sent from my Galaxy
Sent from my Samsung Galaxy smartphone.
Sent from my Verizon, Samsung Galaxy smartphone
Sent from my T-Mobile 5G Device
Sent from my BlackBerry® wireless handheld
Sent from my Windows Phone
Sent from my Huawei phone
Sent from my Android device with K-9 Mail. Please excuse my brevity.
Sent from my phone, please excuse any typos.
Sent from my mobile device
Sent from mobile
Sent from Mail for Windows
Sent from Mail<https://go.example.com/x> for Windows 10
Sent from Outlook for Android<https://aka.example.com/x>
Sent from Outlook
Sent via the Samsung Galaxy S24, an AT&T 5G smartphone
Sent from Yahoo Mail for iPhone
Sent from Yahoo Mail. Get the app
Sent from Proton Mail for iOS
Sent with Proton Mail secure email.
Sent with [Proton Mail](https://proton.example/) secure email.
Sent with ProtonMail Secure Email.
Sent from ProtonMail mobile
Sent via Superhuman ( https://example.com/?vip=zoe@mooc.example )
Sent with Spark
Sent from Mailspring
Sent from my Pixel 8
Sent from Gmail Mobile
Sent from the all-new AOL app for Android
Get Outlook for iOS
Get Outlook for Android<https://aka.example.com/x>
Get BlueMail for Android
Sent using Zoho Mail
Enviado desde mi iPhone
Enviado desde mi iPad
Enviado desde mi Samsung Galaxy
Enviado desde mi smartphone Samsung Galaxy.
Enviado desde Yahoo Mail para Android
Enviado desde Outlook para Android
Enviado desde Correo para Windows
Obtener Outlook para iOS
Enviado con el correo electrónico seguro de Proton Mail.
Enviado do meu iPhone
Enviado do meu Galaxy
Enviado do Yahoo Mail no Android
Enviado do Outlook para Android
Enviado do Email para Windows
Obter o Outlook para iOS
Obtenha o Outlook para Android
Enviado a partir do meu smartphone Samsung Galaxy.
Envoyé de mon iPhone
Envoyé depuis mon téléphone Orange
Envoyé depuis mon smartphone Samsung Galaxy.
Envoyé à partir d’Outlook pour Android
Envoyé à partir de Courrier pour Windows
Envoyé avec la messagerie sécurisée Proton Mail.
Télécharger Outlook pour Android
Obtenez Outlook pour iOS
Von meinem iPhone gesendet
Von meinem iPad gesendet
Von meinem/meiner Galaxy gesendet
Von meinem Samsung Galaxy Smartphone gesendet.
Gesendet von meinem iPhone
Gesendet von Mail für Windows
Gesendet mit der GMX Mail App
Gesendet mit der WEB.DE Mail App
Gesendet von Outlook für Android
Gesendet mit Proton Mail sichere E-Mail.
Gesendet mit Spark
Holen Sie sich Outlook für iOS
Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.
Diese Nachricht wurde von meinem Mobiltelefon gesendet.
Von meinem Handy gesendet
Von Yahoo Mail auf Android gesendet
Inviato da iPhone
Inviato dal mio iPhone
Inviato dal mio Galaxy
Inviato dal mio smartphone Samsung Galaxy.
Inviato da Outlook per Android
Inviato da Posta per Windows
Inviato da Libero Mail
Scarica Outlook per iOS
Ottieni Outlook per Android
Verstuurd vanaf mijn iPhone
Verstuurd vanaf mijn iPad
Verzonden vanaf mijn Galaxy
Verzonden vanuit Mail voor Windows
Verzonden vanaf Outlook voor Android
Outlook voor Android downloaden
Verstuurd met Spark
Wysłane z iPhone'a
Wysłane z iPada
Wysłane z mojego iPhone’a
Wysłano z telefonu Samsung
Wysłane z aplikacji Poczta dla systemu Windows
Pobierz aplikację Outlook dla systemu Android
Отправлено с iPhone
Отправлено с моего iPhone
Отправлено с iPad
Отправлено из мобильной Почты Mail
Отправлено из мобильного приложения Яндекс.Почты
Отправлено с устройства Samsung Galaxy
Отправлено из Почты для Windows
Надіслано з iPhone
Skickat från min iPhone
Skickat från Outlook för Android
Hämta Outlook för iOS
Sendt fra min iPhone
Sendt fra min iPad
Hent Outlook til Android
Lähetetty iPhonesta
Odesláno z iPhonu
iPhone'umdan gönderildi
Trimis de pe iPhone-ul meu
发自我的iPhone
发自我的 iPad
发自我的小米手机
发自我的华为手机
发送自 Outlook for Android
发自网易邮箱大师
获取 Outlook for iOS
從我的 iPhone 傳送
寄自我的 iPhone
iPhoneから送信
私のiPhoneから送信
Outlook for iOS を入手
나의 iPhone에서 보냄
내 Galaxy에서 보냄
أُرسلت من الـ iPhone
أُرسلت من iPhone الخاص بي
تم الإرسال من هاتف Galaxy
الحصول على Outlook لنظام Android
נשלח מה-iPhone שלי
Διαβάστηκε και στάλθηκε από το iPhone μου
Στάλθηκε από το iPhone μου
Poslano z mojega iPhone
Gửi từ iPhone của tôi
Dikirim dari iPhone saya
""")
WORDS = cases("""
Sent from my side, all is done now.
Sent it from my office yesterday.
Sent from my heart: thank you all for this week.
From my phone I could not open the second link, can you?
Get Outlook for the group so that we share a calendar.
Enviado desde aquí no llega nada, probad vosotros.
Envoyé hier par la poste, arrivé ce matin.
Gesendet habe ich es gestern schon an alle.
Von meinem Handy aus geht der Link nicht, von meinem Rechner schon.
Inviato ieri sera a tutti, fatemi sapere.
Verzonden heb ik het gisteren, zien jullie het?
发自内心地感谢大家，这周我学到很多，下周我会带着问题来，也希望大家一起讨论。
我的手机打不开第二个链接
Отправлено всё вчера, проверьте.
""")
