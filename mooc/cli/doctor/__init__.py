"""`mooc doctor`: what is wrong with this installation, in sentences, each with what to do about it.

`examination` runs the checks: those of the database one by one, those of the network in threads of their own and each
bounded. A check is a function that takes `Surroundings` and yields `Finding`s; one module per part of the body
(`database`, `house`, `sending`, `relay`, `names`, `records`, `signatures`, `receiving`, `round_trip`). `dns` asks,
`spf` follows records, `redaction` takes secrets out of every sentence. Only the round trip writes anything: one mail.
"""
