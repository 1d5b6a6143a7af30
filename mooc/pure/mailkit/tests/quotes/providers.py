"""The lines of other providers and of programs on telephones."""

from . import cases

PROVIDERS = cases("""
On Tuesday, March 3, 2026 at 04:05:12 PM GMT+1, Zoë van Dam <zoe.vandam@mooc.example> wrote:
On Tuesday, 3 March 2026, 16:05:12 GMT+1, Zoë van Dam <zoe.vandam@mooc.example> wrote:
On Tue, Mar 3, 2026 at 4:05 PM, Zoë van Dam<zoe.vandam@mooc.example> wrote:
--- On Tue, 3/3/26, Zoë van Dam <zoe.vandam@mooc.example> wrote:
El martes, 3 de marzo de 2026, 16:05:12 CET, Zoë van Dam <zoe.vandam@mooc.example> escribió:
Em terça-feira, 3 de março de 2026 16:05:12 BRT, Zoë van Dam <zoe.vandam@mooc.example> escreveu:
Le mardi 3 mars 2026 à 16:05:12 UTC+1, Zoë van Dam <zoe.vandam@mooc.example> a écrit :
Am Dienstag, 3. März 2026 um 16:05:12 MEZ hat Zoë van Dam <zoe.vandam@mooc.example> Folgendes geschrieben:
Zoë van Dam <zoe.vandam@mooc.example> schrieb am 16:05 Dienstag, 3.März 2026:
Il martedì 3 marzo 2026 alle ore 16:05:12 CET, Zoë van Dam <zoe.vandam@mooc.example> ha scritto:
Pada Selasa, 3 Maret 2026 16.05.12 WIB, Zoë van Dam <zoe.vandam@mooc.example> menulis:
On Tuesday, March 3rd, 2026 at 4:05 PM, Zoë van Dam <zoe.vandam@mooc.example> wrote:
Le mardi 3 mars 2026 à 16:05, Zoë van Dam <zoe.vandam@mooc.example> a écrit :
Am Dienstag, 3. März 2026 um 16:05 schrieb Zoë van Dam <zoe.vandam@mooc.example>:
El martes, 3 de marzo de 2026 a las 16:05, Zoë van Dam <zoe.vandam@mooc.example> escribió:
Dnia wtorek, 3 marca 2026 o 16:05 Zoë van Dam <zoe.vandam@mooc.example> napisał(a):
On 3 Mar 2026, 16:05 +0100, Zoë van Dam <zoe.vandam@mooc.example>, wrote:
On Mar 3, 2026, 4:05 PM +0100, Zoë van Dam <zoe.vandam@mooc.example>, wrote:
Am 3. März 2026, 16:05 +0100 schrieb Zoë van Dam <zoe.vandam@mooc.example>:
Le 3 mars 2026 à 16:05 +0100, Zoë van Dam <zoe.vandam@mooc.example>, a écrit :
On Tue, Mar 03, 2026 at 4:05 PM, Zoë van Dam < zoe.vandam@mooc.example > wrote:
On 3 March 2026 at 16:05:12, Zoë van Dam (zoe.vandam@mooc.example) wrote:
On March 3, 2026 at 4:05 PM GMT+1 Zoë van Dam <zoe.vandam@mooc.example> wrote:
On March 3, 2026 4:05:12 PM GMT+01:00, Zoë van Dam <zoe.vandam@mooc.example> wrote:
Am 3. März 2026 16:05:12 MEZ schrieb Zoë van Dam <zoe.vandam@mooc.example>:
Le 3 mars 2026 16:05:12 GMT+01:00, Zoë van Dam <zoe.vandam@mooc.example> a écrit :
El 3 de marzo de 2026 16:05:12 CET, Zoë van Dam <zoe.vandam@mooc.example> escribió:
Mar 3, 2026, 4:05:12 PM Zoë van Dam <zoe.vandam@mooc.example>:
03.03.2026 16:05:12 Zoë van Dam <zoe.vandam@mooc.example>:
3 Mar 2026, 16:05 by zoe.vandam@mooc.example:
3. März 2026, 16:05 von zoe.vandam@mooc.example:
On 3/3/26, 4:05 PM, "Zoë van Dam" <zoe.vandam@mooc.example> wrote:
On 03.03.2026 16:05:12, Zoë van Dam <zoe.vandam@mooc.example> wrote:
----- On Mar 3, 2026, at 4:05 PM, Zoë van Dam zoe.vandam@mooc.example wrote:
----- Le 3 Mar 26, à 16:05, Zoë van Dam zoe.vandam@mooc.example a écrit :
In a message dated 3/3/2026 4:05:12 P.M. W. Europe Standard Time, zoe.vandam@mooc.example writes:
At 2026-03-03 16:05:12, "林小明" <zoe.vandam@mooc.example> wrote:
在 2026-03-03 16:05:12，"林小明" <zoe.vandam@mooc.example> 写道：
在2026年03月03日 16:05，林小明<zoe.vandam@mooc.example> 写道：
On 3/3/2026 16:05，林小明<zoe.vandam@mooc.example> wrote：
Вторник, 3 марта 2026, 16:05 +03:00 от Зоя Ким <zoe.vandam@mooc.example>:
Вторник, 3 марта 2026 г., 16:05 +03:00 от "Зоя Ким" <zoe.vandam@mooc.example>:
Tuesday, March 3, 2026 4:05 PM +03:00 from Zoë van Dam <zoe.vandam@mooc.example>:
03.03.2026, 16:05, "Зоя Ким" <zoe.vandam@mooc.example>:
03.03.2026, 16:05, Зоя Ким (zoe.vandam@mooc.example):
3 березня 2026, 16:05:12, від "Зоя Кім" <zoe.vandam@mooc.example>:
Dnia 3 marca 2026 16:05 Zoë van Dam <zoe.vandam@mooc.example> napisał(a):
W dniu 2026-03-03 16:05:12 użytkownik Zoë van Dam <zoe.vandam@mooc.example> napisał:
Zoë van Dam/Dock/Lantern wrote on 03/03/2026 04:05:12 PM:
Zoë van Dam/Dock/Lantern schrieb am 03.03.2026 16:05:12:
"Zoë van Dam" <zoe.vandam@mooc.example> wrote on 03/03/2026 04:05:12 PM:
-----Zoë van Dam <zoe.vandam@mooc.example> wrote: -----
-----Zoë van Dam <zoe.vandam@mooc.example> schrieb: -----
>>> Zoë van Dam <zoe.vandam@mooc.example> 03.03.2026 16:05 >>>
>>> On 3/3/2026 at 4:05 PM, Zoë van Dam <zoe.vandam@mooc.example> wrote:
---- On Tue, 03 Mar 2026 16:05:12 +0100 Zoë van Dam <zoe.vandam@mooc.example> wrote ---
---- On Tue, 03 Mar 2026 16:05:12 +0100 zoe.vandam@mooc.example wrote ----
---- El mar, 03 mar 2026 16:05:12 +0100, Zoë van Dam <zoe.vandam@mooc.example> escribió ----
On Tue, Mar 3, 2026, at 4:05 PM, Zoë van Dam wrote:
Zoë van Dam <zoe.vandam@mooc.example> hat am 03.03.2026 16:05 geschrieben:
Zoë van Dam <zoe.vandam@mooc.example> hat am 3. März 2026 um 16:05 geschrieben:
Zoë van Dam <zoe.vandam@mooc.example> schreef op 3 maart 2026 16:05:12 CET:
Zoë van Dam <zoe.vandam@mooc.example> skrev: (3 mars 2026 16:05:12 CET)
""")
