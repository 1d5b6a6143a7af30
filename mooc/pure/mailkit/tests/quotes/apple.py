"""The line of Apple Mail on computers and telephones, by language."""

from . import cases

APPLE = cases("""
On 3 Mar 2026, at 16:05, Zoë van Dam <zoe.vandam@mooc.example> wrote:
On Mar 3, 2026, at 4:05\u202fPM, Zoë van Dam <zoe.vandam@mooc.example> wrote:
El 3 mar 2026, a las 16:05, Zoë van Dam <zoe.vandam@mooc.example> escribió:
El 3 mar. 2026, a la(s) 4:05 p.m., Zoë van Dam <zoe.vandam@mooc.example> escribió:
Em 3 de mar. de 2026, à(s) 16:05, Zoë van Dam <zoe.vandam@mooc.example> escreveu:
No dia 03/03/2026, às 16:05, Zoë van Dam <zoe.vandam@mooc.example> escreveu:
Zoë van Dam <zoe.vandam@mooc.example> escreveu no dia 03/03/2026, às 16:05:
Le 3 mars 2026 à 16:05, Zoë van Dam <zoe.vandam@mooc.example> a écrit :
Am 03.03.2026 um 16:05 schrieb Zoë van Dam <zoe.vandam@mooc.example>:
Am 3. März 2026 um 16:05 schrieb van Dam, Zoë <zoe.vandam@mooc.example>:
Il giorno 3 mar 2026, alle ore 16:05, Zoë van Dam <zoe.vandam@mooc.example> ha scritto:
Op 3 mrt 2026, om 16:05 heeft Zoë van Dam <zoe.vandam@mooc.example> het volgende geschreven:
Wiadomość napisana przez Zoë van Dam <zoe.vandam@mooc.example> w dniu 3 mar 2026, o godz. 16:05:
Dnia 3 mar 2026 o godz. 16:05 Zoë van Dam <zoe.vandam@mooc.example> napisał(a):
3 мар. 2026 г., в 16:05, Зоя Ким <zoe.vandam@mooc.example> написал(а):
3 марта 2026 г., в 16:05, Зоя Ким <zoe.vandam@mooc.example> написал(а):
3 бер. 2026 р. о 16:05 Зоя Кім <zoe.vandam@mooc.example> пише:
Dne 3. 3. 2026 v 16:05, Zoë van Dam <zoe.vandam@mooc.example>:
3. 3. 2026 v 16:05, Zoë van Dam <zoe.vandam@mooc.example>:
2026. márc. 3. dátummal, 16:05 időpontban Zoë van Dam <zoe.vandam@mooc.example> írta:
Pe 3 mar. 2026, la 16:05, Zoë van Dam <zoe.vandam@mooc.example> a scris:
Στις 3 Μαρ 2026, στις 16:05, ο/η Zoë van Dam <zoe.vandam@mooc.example> έγραψε:
Zoë van Dam <zoe.vandam@mooc.example> şunları yazdı (3 Mar 2026 16:05):
3 mars 2026 kl. 16:05 skrev Zoë van Dam <zoe.vandam@mooc.example>:
Den 3. mar. 2026 kl. 16.05 skrev Zoë van Dam <zoe.vandam@mooc.example>:
3. mars 2026 kl. 16:05 skrev Zoë van Dam <zoe.vandam@mooc.example>:
Zoë van Dam <zoe.vandam@mooc.example> kirjoitti 3.3.2026 kello 16.05:
El 3 març 2026, a les 16:05, Zoë van Dam <zoe.vandam@mooc.example> va escriure:
在 2026年3月3日，16:05，林小明 <zoe.vandam@mooc.example> 写道：
2026年3月3日 下午4:05，林小明 <zoe.vandam@mooc.example> 写道：
林小明 <zoe.vandam@mooc.example> 於 2026年3月3日 下午4:05 寫道：
2026/03/03 16:05、佐藤 空 <zoe.vandam@mooc.example>のメール：
2026/03/03 16:05、佐藤 空 <zoe.vandam@mooc.example>のメッセージ:
2026. 3. 3. 오후 4:05, 김하나 <zoe.vandam@mooc.example> 작성:
في ٣ مارس ٢٠٢٦، الساعة ٤:٠٥ م، كتب Zoë van Dam <zoe.vandam@mooc.example>:
ב-3 במרץ 2026, בשעה 16:05, Zoë van Dam <zoe.vandam@mooc.example> כתב/ה:
Vào 3 thg 3, 2026, lúc 16:05, Zoë van Dam <zoe.vandam@mooc.example> đã viết:
Pada 3 Mar 2026, pukul 16.05, Zoë van Dam <zoe.vandam@mooc.example> menulis:
""")
