"""Replies that come as HTML alone, as mail programs build them; NEW stands where the writer wrote."""
# ruff: noqa: E501 (as the programs write them)

NEW = "<div>Mine wins too.</div><div><br></div><div>On Sunday?</div>"
NEW_IN_PARAGRAPHS = "<p>Mine wins too.</p><p>On Sunday?</p>"
NEW_IN_OFFICE = (
    '<p class="MsoNormal">Mine wins too.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
    '<p class="MsoNormal">On Sunday?<o:p></o:p></p>'
)

PAGES = {
    "gmail": f"""<html><body><div dir="ltr">{NEW}</div><br><div class="gmail_quote gmail_quote_container">
<div dir="ltr" class="gmail_attr">On Tue, 3 Mar 2026 at 16:05, Zoë van Dam &lt;<a href="mailto:zoe@mooc.example">zoe@mooc.example</a>&gt; wrote:<br></div>
<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">
<div dir="ltr">Good day, all.<div><br></div><div>Zoë</div></div></blockquote></div></body></html>""",
    "gmail in a language nobody here knows": f"""<div dir="ltr">{NEW}</div><br><div class="gmail_quote">
<div dir="ltr" class="gmail_attr">Qel qo 3 Xum, Zoë qelxyz:<br></div>
<blockquote class="gmail_quote" style="border-left:1px #ccc solid"><div>Good day, all.</div></blockquote></div>""",
    "gmail signature": f"""<div dir="ltr">{NEW}<div><br></div><div><br></div>-- <br>
<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div>Bob<br>Utrecht</div></div></div><br>
<div class="gmail_quote"><div dir="ltr" class="gmail_attr">Am Di., 3. März 2026 um 16:05 Uhr schrieb Zoë &lt;zoe@mooc.example&gt;:<br></div>
<blockquote class="gmail_quote">Good day, all.</blockquote></div>""",
    "gmail signature without dashes": f"""<div dir="ltr">{NEW}<div><br></div>
<div dir="ltr" class="gmail_signature"><div>Bob<br>Utrecht</div></div></div>""",
    "outlook desktop": f"""<html xmlns:o="urn:x"><head><style><!-- p.MsoNormal {{margin:0cm}} --></style></head>
<body lang="EN-GB"><div class="WordSection1">{NEW_IN_OFFICE}<p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b><span lang="EN-US">From:</span></b><span lang="EN-US"> Zoë van Dam &lt;zoe@mooc.example&gt; <br>
<b>Sent:</b> 03 March 2026 16:05<br><b>To:</b> Bob &lt;bob@mooc.example&gt;<br><b>Subject:</b> Nim<o:p></o:p></span></p></div>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Good day, all.<o:p></o:p></p></div></body></html>""",
    "outlook desktop in an unknown language": f"""<div class="WordSection1">{NEW_IN_OFFICE}
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b>Qux:</b> Zoë van Dam &lt;zoe@mooc.example&gt; <br><b>Quf:</b> 03 Xum 2026 16:05<br>
<b>Qui:</b> Bob<br><b>Quo:</b> Nim<o:p></o:p></p></div><p class="MsoNormal">Good day, all.</p></div>""",
    "outlook web": f"""<div style="font-family:Aptos">{NEW}</div><div id="appendonsend"></div>
<hr style="display:inline-block;width:98%" tabindex="-1">
<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>De :</b> Zoë van Dam &lt;zoe@mooc.example&gt;<br>
<b>Envoyé :</b> mardi 3 mars 2026 16:05<br><b>À :</b> Bob<br><b>Objet :</b> Nim</font><div>&nbsp;</div></div>
<div>Good day, all.</div>""",
    "outlook on a telephone": f"""<div dir="auto">{NEW}</div><div id="ms-outlook-mobile-signature"><div><br></div>
Get <a href="https://aka.example.com/x">Outlook for iOS</a></div><hr style="display:inline-block;width:98%">
<div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Zoë &lt;zoe@mooc.example&gt;<br><b>Sent:</b> Tuesday, March 3, 2026 4:05:12 PM<br>
<b>To:</b> Bob<br><b>Subject:</b> Nim</div><div>Good day, all.</div>""",
    "apple mail": f"""<html><body style="word-wrap: break-word;">{NEW}<br id="lineBreakAtBeginningOfMessage"><div><br>
<blockquote type="cite"><div>On 3 Mar 2026, at 16:05, Zoë van Dam &lt;zoe@mooc.example&gt; wrote:</div><br
 class="Apple-interchange-newline"><div><div>Good day, all.</div></div></blockquote></div><br></body></html>""",
    "iphone": f"""<html><body dir="auto">{NEW}<br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br>
<blockquote type="cite">On 3 Mar 2026, at 16:05, Zoë van Dam &lt;zoe@mooc.example&gt; wrote:<br><br></blockquote></div>
<blockquote type="cite"><div dir="ltr">\ufeff<div>Good day, all.</div></div></blockquote></body></html>""",
    "thunderbird": f"""<html><body>{NEW}<div class="moz-cite-prefix">Am 03.03.26 um 16:05 schrieb Zoë van Dam:<br></div>
<blockquote type="cite" cite="mid:x@mooc.example"><p>Good day, all.</p></blockquote>
<pre class="moz-signature" cols="72">-- \nBob, Utrecht</pre></body></html>""",
    "yahoo": f"""<div class="ydp yahoo-style-wrap">{NEW}</div><div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted">
<div>On Tuesday, March 3, 2026 at 04:05:12 PM GMT+1, Zoë &lt;zoe@mooc.example&gt; wrote:</div><div><br></div>
<div><div>Good day, all.</div></div></div>""",
    "proton": f"""{NEW}<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">
Sent with <a href="https://proton.example/">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">
On Tuesday, March 3rd, 2026 at 4:05 PM, Zoë &lt;zoe@mooc.example&gt; wrote:<br>
<blockquote class="protonmail_quote" type="cite"><div>Good day, all.</div></blockquote></div>""",
    "gmx": f"""{NEW}<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;">
<div style="margin:0 0 10px 0;"><b>Gesendet:</b> Dienstag, 03. März 2026 um 16:05 Uhr<br><b>Von:</b> "Zoë" &lt;zoe@mooc.example&gt;<br>
<b>An:</b> bob@mooc.example<br><b>Betreff:</b> Nim</div><div name="quoted-content">Good day, all.</div></div>""",
    "qq": f"""{NEW}<div><includetail><div style="font-size:12px">------------------&nbsp;原始邮件&nbsp;------------------</div>
<div><div><b>发件人:</b>&nbsp;"林小明"&lt;zoe@mooc.example&gt;;</div><div><b>发送时间:</b>&nbsp;2026年3月3日</div>
<div><b>主题:</b>&nbsp;Nim</div></div><div>Good day, all.</div></includetail></div>""",
    "163": f"""{NEW}<p style="margin: 0;"></p><div id="divNeteaseMailCard"></div><p>At 2026-03-03 16:05:12, "林小明" &lt;zoe@mooc.example&gt; wrote:</p>
<blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; BORDER-LEFT: #ccc 1px solid"><div>Good day, all.</div></blockquote>""",
    "mail.ru": f"""{NEW}<blockquote style="border-left:1px solid #0857A6;">Вторник, 3 марта 2026, 16:05 +03:00 от Зоя &lt;zoe@mooc.example&gt;:<br>
<div>Good day, all.</div></blockquote>""",
    "yandex": f"""{NEW}<div><br></div><div>03.03.2026, 16:05, "Зоя Ким" &lt;zoe@mooc.example&gt;:</div>
<blockquote><div>Good day, all.</div></blockquote>""",
    "samsung": f"""<div dir="auto">{NEW}</div><div id="composer_signature" dir="auto"><div>Von meinem/meiner Galaxy gesendet</div></div>
<div><br></div><div style="font-size:100%"><!-- originalMessage --><div>-------- Ursprüngliche Nachricht --------</div>
<div>Von: Zoë &lt;zoe@mooc.example&gt; </div><div>Datum: 03.03.26  16:05  (GMT+01:00) </div><div>An: bob@mooc.example </div>
<div>Betreff: Nim </div></div><div>Good day, all.</div>""",
    "notes": """<font face="sans-serif">Mine wins too.</font><br><br><font>On Sunday?</font><br><br><br>
<font color=#5f5f5f>From: &nbsp; &nbsp; &nbsp; &nbsp;</font><font>"Zoë van Dam" &lt;zoe@mooc.example&gt;</font><br>
<font>To: &nbsp; &nbsp; &nbsp; &nbsp;</font><font>bob@mooc.example</font><br><font>Date: &nbsp; &nbsp;</font><font>03/03/2026 16:05</font><br>
<font>Subject: &nbsp; &nbsp;</font><font>Nim</font><br><hr noshade><br><br>Good day, all.""",
    "zoho": f"""{NEW}<div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Tue, 03 Mar 2026 16:05:12 +0100 <b>Zoë &lt;zoe@mooc.example&gt;</b> wrote ---</div>
<blockquote id="blockquote_zmail"><div>Good day, all.</div></blockquote></div>""",
    "a quote on top": f"""<div class="moz-cite-prefix">On 3/3/26 16:05, Zoë van Dam wrote:<br></div>
<blockquote type="cite"><p>Good day, all.</p></blockquote>{NEW_IN_PARAGRAPHS}""",
    "paragraphs": f"""{NEW_IN_PARAGRAPHS}<blockquote>Good day, all.</blockquote>""",
    "nothing shown": f"""<div style="display:none">Good day</div><style>p {{x:y}}</style>{NEW}<script>alert(1)</script>""",
}
PROGRAM = (
    "<div>Try this:</div><pre>def f(n):\n    if n &gt; 1:\n        return n\n\n    return 0</pre>"
    "<div>&nbsp;&nbsp;&nbsp; and this</div><blockquote>Good day.</blockquote>"
)
IN_BETWEEN = (
    '<div class="moz-cite-prefix">On 3/3/26 16:05, Zoë van Dam wrote:</div><blockquote type="cite"><div>Who wins?</div>'
    "</blockquote><div>The first.</div><blockquote type='cite'><div>And with<br>two piles?</div></blockquote>"
    "<div>It depends.</div><blockquote type='cite'>Zoë</blockquote>"
)
BELOW_THE_SIGNATURE = (
    '<div class="gmail_signature">Bob<br>Utrecht</div><div>I forgot: mine wins too.</div>'
    "<blockquote>Good day, all.</blockquote>"
)
