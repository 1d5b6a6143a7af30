"""The lines of Thunderbird and other programs on computers, most without an address."""

from . import cases

THUNDERBIRD = cases("""
On 3/3/26 16:05, Zoë van Dam wrote:
On 03/03/2026 4:05 pm, Zoë van Dam via Brass Lantern wrote:
On 2026-03-03 16:05, Zoë van Dam wrote:
El 3/3/26 a las 16:05, Zoë van Dam escribió:
El 03/03/2026 a las 4:05 p. m., Zoë van Dam escribió:
Em 03/03/2026 16:05, Zoë van Dam escreveu:
Às 16:05 de 03/03/2026, Zoë van Dam escreveu:
Le 03/03/2026 à 16:05, Zoë van Dam a écrit :
Le 03/03/2026 à 16:05, Zoë van Dam a écrit\u00a0:
Am 03.03.26 um 16:05 schrieb Zoë van Dam:
Am 03.03.2026 16:05, schrieb Zoë van Dam:
Il 03/03/26 16:05, Zoë van Dam ha scritto:
Il 03/03/2026 16.05, Zoë van Dam ha scritto:
Op 03-03-2026 om 16:05 schreef Zoë van Dam:
Zoë van Dam schreef op 03-03-2026 om 16:05:
W dniu 3.03.2026 o 16:05, Zoë van Dam pisze:
W dniu 2026-03-03 o 16:05, Zoë van Dam pisze:
03.03.2026 16:05, Зоя Ким пишет:
03.03.26 16:05, Зоя Кім пише:
Dne 03. 03. 26 v 16:05 Zoë van Dam napsal(a):
Dňa 3. 3. 2026 o 16:05 Zoë van Dam napísal(a):
2026. 03. 03. 16:05 keltezéssel, Zoë van Dam írta:
Den 2026-03-03 kl. 16:05, skrev Zoë van Dam:
Den 03-03-2026 kl. 16:05 skrev Zoë van Dam:
Den 03.03.2026 16:05, skrev Zoë van Dam:
Zoë van Dam kirjoitti 3.3.2026 klo 16.05:
03.03.2026 16:05 tarihinde Zoë van Dam yazdı:
Στις 3/3/26 16:05, ο/η Zoë van Dam έγραψε:
El 3/3/26 a les 16:05, Zoë van Dam ha escrit:
On 03/03/2026 16:05, Zoë van Dam a scris:
La 03.03.2026 16:05, Zoë van Dam a scris:
在 2026/3/3 16:05, 林小明 写道:
林小明 於 2026/3/3 下午4:05 寫道:
On 2026/03/03 16:05, 佐藤 空 wrote:
佐藤 空 さんは書きました:
2026-03-03 오후 4:05에 김하나 이(가) 쓴 글:
في 3‏/3‏/26 16:05، كتب Zoë van Dam:
בתאריך 03/03/26 16:05, Zoë van Dam כתב:
Zoë van Dam wrote:
Zoë van Dam schrieb:
Zoë van Dam a écrit :
Zoë van Dam escribió:
Zoë van Dam ha scritto:
Zoë van Dam schreef:
Zoë van Dam pisze:
Зоя Ким пишет:
Zoë van Dam wrote on 3/3/26 4:05 PM:
""")
UNIX = cases("""
On Tue, Mar 03, 2026 at 04:05:12PM +0100, Zoë van Dam wrote:
* Zoë van Dam <zoe.vandam@mooc.example> [2026-03-03 16:05]:
* Zoë van Dam [2026-03-03 16:05]:
On Tue, 3 Mar 2026 16:05:12 +0100 | Zoë van Dam <zoe.vandam@mooc.example> wrote:
Am Tue, 3 Mar 2026 16:05:12 +0100 | schrieb Zoë van Dam <zoe.vandam@mooc.example>:
Zoë van Dam <zoe.vandam@mooc.example> writes:
Zoë van Dam writes:
On Tue, Mar 03 2026, Zoë van Dam wrote:
On Tue 03 Mar 2026 at 16:05, Zoë van Dam <zoe.vandam@mooc.example> wrote:
On Tuesday, 3 March 2026 16:05:12 CET Zoë van Dam wrote:
Am Dienstag, 3. März 2026, 16:05:12 CET schrieb Zoë van Dam:
Am Dienstag, dem 03.03.2026 um 16:05 +0100 schrieb Zoë van Dam:
El mar, 03-03-2026 a las 16:05 +0100, Zoë van Dam escribió:
Le mardi 03 mars 2026 à 16:05 +0100, Zoë van Dam a écrit :
Il giorno mar, 03/03/2026 alle 16.05 +0100, Zoë van Dam ha scritto:
On Tue, 3 Mar 2026, Zoë van Dam wrote:
Quoting Zoë van Dam <zoe.vandam@mooc.example>:
Zitat von Zoë van Dam <zoe.vandam@mooc.example>:
Zoë van Dam <zoe.vandam@mooc.example> escribió:
Zoë van Dam <zoe.vandam@mooc.example> a écrit :
Am 2026-03-03 16:05, schrieb Zoë van Dam:
On Tue, March 3, 2026 4:05 pm, Zoë van Dam wrote:
Quoting Zoë van Dam (2026-03-03 16:05:12)
Excerpts from Zoë van Dam's message of Tue Mar 03 16:05:12 +0100 2026:
Excerpts from Zoë van Dam's message of March 3, 2026 4:05 pm:
Tuesday, March 3, 2026, 4:05:12 PM, you wrote:
Вы писали 3 марта 2026 г., 16:05:12:
Monday, March 2, 2026, 4:05:12 PM, Zoë van Dam wrote:
In article <abc.123@mooc.example>, Zoë van Dam <zoe.vandam@mooc.example> wrote:
On 03/03/2026 16:05 CET Zoë van Dam <zoe.vandam@mooc.example> wrote:
Zoë van Dam wrote (3 Mar 2026 16:05):
""")
