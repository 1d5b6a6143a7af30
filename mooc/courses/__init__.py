"""What there is to learn: a folder in, a folder out, every import a version.

Bytes are kept as they came; `queries.read_course(version)` gives the parsed `coursebook.Course` (cached, immutable).

Verbs (`actions`): `import_course`, `export_course`.
"""
