"""The mail door: LMTP and SMTP on loopback. Parses little, keeps the raw bytes, answers honestly, thinks later."""
