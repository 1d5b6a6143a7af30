"""Gmail's line above a quote, on the web and on telephones, by language."""
# ruff: noqa: E501 (one line is one case)

from . import cases

GMAIL = cases("""
On Tue, Mar 3, 2026 at 4:05\u202fPM Zoë van Dam <zoe.vandam@mooc.example> wrote:
On Tue, 3 Mar 2026 at 16:05, Zoë van Dam <zoe.vandam@mooc.example> wrote:
On Tue, Mar 3, 2026, 4:05 PM 'Zoë van Dam' via Brass Lantern <group-12-r1@mooc.example> wrote:
On Mar 3, 2026 4:05 PM, "Zoë van Dam" <zoe.vandam@mooc.example> wrote:
On 3 Mar 2026 4:05 pm, "Zoë van Dam" <zoe.vandam@mooc.example> wrote:
El mar, 3 mar 2026 a las 16:05, Zoë van Dam (<zoe.vandam@mooc.example>) escribió:
El mar, 3 mar 2026 a la(s) 4:05 p.m., Zoë van Dam (zoe.vandam@mooc.example) escribió:
El 3/3/2026 16:05, "Zoë van Dam" <zoe.vandam@mooc.example> escribió:
El mar., 3 de marzo de 2026 16:05, Zoë van Dam <zoe.vandam@mooc.example> escribió:
Em ter., 3 de mar. de 2026 às 16:05, Zoë van Dam <zoe.vandam@mooc.example> escreveu:
Em 3 de mar de 2026 16:05, "Zoë van Dam" <zoe.vandam@mooc.example> escreveu:
Zoë van Dam <zoe.vandam@mooc.example> escreveu (terça, 3/03/2026 à(s) 16:05):
Zoë van Dam <zoe.vandam@mooc.example> escreveu no dia terça, 3/03/2026 à(s) 16:05:
Le mar. 3 mars 2026 à 16:05, Zoë van Dam <zoe.vandam@mooc.example> a écrit :
Le mar. 3 mars 2026, à 16 h 05, Zoë van Dam <zoe.vandam@mooc.example> a écrit :
Le 3 mars 2026 16:05, "Zoë van Dam" <zoe.vandam@mooc.example> a écrit :
Am Di., 3. März 2026 um 16:05 Uhr schrieb Zoë van Dam <zoe.vandam@mooc.example>:
Zoë van Dam <zoe.vandam@mooc.example> schrieb am Di., 3. März 2026, 16:05:
Am 03.03.2026 16:05 schrieb "Zoë van Dam" <zoe.vandam@mooc.example>:
Il giorno mar 3 mar 2026 alle ore 16:05 Zoë van Dam <zoe.vandam@mooc.example> ha scritto:
Il giorno mar 3 mar 2026 alle 16:05 Zoë van Dam <zoe.vandam@mooc.example> ha scritto:
Il mar 3 mar 2026, 16:05 Zoë van Dam <zoe.vandam@mooc.example> ha scritto:
Il 03/mar/2026 16:05, "Zoë van Dam" <zoe.vandam@mooc.example> ha scritto:
Op di 3 mrt 2026 om 16:05 schreef Zoë van Dam <zoe.vandam@mooc.example>:
Op 3 mrt. 2026 16:05 schreef "Zoë van Dam" <zoe.vandam@mooc.example>:
wt., 3 mar 2026 o 16:05 Zoë van Dam <zoe.vandam@mooc.example> napisał(a):
W dniu wt., 3.03.2026 o 16:05 Zoë van Dam <zoe.vandam@mooc.example> napisał(a):
W dniu 3 marca 2026 16:05 użytkownik Zoë van Dam <zoe.vandam@mooc.example> napisał:
3 mar 2026 16:05 "Zoë van Dam" <zoe.vandam@mooc.example> napisał(a):
вт, 3 мар. 2026 г. в 16:05, Зоя Ким <zoe.vandam@mooc.example>:
вт, 3 марта 2026 г., 16:05 Зоя Ким <zoe.vandam@mooc.example>:
3 мар. 2026 г. 16:05 пользователь "Зоя Ким" <zoe.vandam@mooc.example> написал:
3 марта 2026 г., 16:05 пользователь Зоя Ким <zoe.vandam@mooc.example> написал:
вт, 3 бер. 2026 р. о 16:05 Зоя Кім <zoe.vandam@mooc.example> пише:
út 3. 3. 2026 v 16:05 odesílatel Zoë van Dam <zoe.vandam@mooc.example> napsal:
ut 3. 3. 2026 o 16:05 Zoë van Dam <zoe.vandam@mooc.example> napísal(a):
Zoë van Dam <zoe.vandam@mooc.example> ezt írta (időpont: 2026. márc. 3., K, 16:05):
În mar., 3 mar. 2026 la 16:05, Zoë van Dam <zoe.vandam@mooc.example> a scris:
На вт, 3.03.2026 г. в 16:05 Zoë van Dam <zoe.vandam@mooc.example> написа:
Στις Τρί 3 Μαρ 2026 στις 4:05 μ.μ., ο χρήστης Zoë van Dam <zoe.vandam@mooc.example> έγραψε:
Zoë van Dam <zoe.vandam@mooc.example>, 3 Mar 2026 Sal, 16:05 tarihinde şunu yazdı:
Den tis 3 mars 2026 kl 16:05 skrev Zoë van Dam <zoe.vandam@mooc.example>:
tir. 3. mars 2026 kl. 16:05 skrev Zoë van Dam <zoe.vandam@mooc.example>:
Den tirs. 3. mar. 2026 kl. 16.05 skrev Zoë van Dam <zoe.vandam@mooc.example>:
ti 3. maalisk. 2026 klo 16.05 Zoë van Dam (zoe.vandam@mooc.example) kirjoitti:
Kuupäev T, 3. märts 2026 kell 16:05 kirjutas Zoë van Dam <zoe.vandam@mooc.example>:
2026-03-03, an, 16:05 Zoë van Dam <zoe.vandam@mooc.example> rašė:
otrd., 2026. g. 3. marts, plkst. 16:05 — lietotājs Zoë van Dam (<zoe.vandam@mooc.example>) rakstīja:
uto, 3. ožu 2026. u 16:05 Zoë van Dam <zoe.vandam@mooc.example> napisao je:
уто, 3. мар 2026. у 16:05 Zoë van Dam <zoe.vandam@mooc.example> је написао/ла:
V V tor., 3. mar. 2026 ob 16:05 je oseba Zoë van Dam <zoe.vandam@mooc.example> napisala:
Missatge de Zoë van Dam <zoe.vandam@mooc.example> del dia dt., 3 de març 2026 a les 16:05:
O mar, 3 mar 2026 ás 16:05, Zoë van Dam (<zoe.vandam@mooc.example>) escribiu:
Pada Sel, 3 Mar 2026 pukul 16.05 Zoë van Dam <zoe.vandam@mooc.example> menulis:
Vào Th 3, 3 thg 3, 2026 vào lúc 16:05 Zoë van Dam <zoe.vandam@mooc.example> đã viết:
ในวันที่ อ. 3 มี.ค. 2026 เวลา 16:05 Zoë van Dam <zoe.vandam@mooc.example> เขียนว่า:
2026年3月3日(火) 16:05 佐藤 空 <zoe.vandam@mooc.example>:
佐藤 空 <zoe.vandam@mooc.example> 于2026年3月3日周二 16:05写道：
林小明 <zoe.vandam@mooc.example> 於 2026年3月3日 週二 下午4:05寫道：
在 2026年3月3日 下午4:05，"林小明" <zoe.vandam@mooc.example>写道：
2026년 3월 3일 (화) 오후 4:05, 김하나 <zoe.vandam@mooc.example>님이 작성:
\u202bفي الثلاثاء، 3 مارس 2026 في 4:05 م تمت كتابة ما يلي بواسطة \u202aZoë van Dam\u202c <\u202azoe.vandam@mooc.example\u202c>:\u202c
\u202bبتاريخ الثلاثاء، ٣ مارس ٢٠٢٦ في ٤:٠٥ م كتب \u202aZoë van Dam\u202c <\u202azoe.vandam@mooc.example\u202c>:\u202c
\u202bבתאריך יום ג׳, 3 במרץ 2026 ב-16:05 מאת \u202aZoë van Dam\u202c <\u202azoe.vandam@mooc.example\u202c>:\u202c
در تاریخ سه‌شنبه ۳ مارس ۲۰۲۶، ۱۶:۰۵ Zoë van Dam <zoe.vandam@mooc.example> نوشت:
मंगल, 3 मार्च 2026 को 4:05 pm बजे को Zoë van Dam <zoe.vandam@mooc.example> ने लिखा:
2026-03-03 16:05 GMT+01:00 Zoë van Dam <zoe.vandam@mooc.example>:
2026/3/3 Zoë van Dam <zoe.vandam@mooc.example>
""")
GROUPS = cases("""
On Tuesday, March 3, 2026 at 4:05:00 PM UTC+1 Zoë van Dam wrote:
On Tuesday, March 3, 2026 at 4:05:00 PM UTC+1, zoe...@mooc.example wrote:
Zoë van Dam schrieb am Dienstag, 3. März 2026 um 16:05:00 UTC+1:
Le mardi 3 mars 2026 à 16:05:00 UTC+1, Zoë van Dam a écrit :
El martes, 3 de marzo de 2026 a las 16:05:00 UTC+1, Zoë van Dam escribió:
""")
