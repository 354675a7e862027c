"""Papers that leave the house: fonts and measuring, QR codes, lists and official documents.

Everything is drawn with two faces that know every Vietnamese letter: Be Vietnam Pro for
badges and office lists, Tinos (metric-compatible with Times New Roman) for official papers.

The library that draws is heavy, so `papers` and `official` and what draws with them are imported
inside the functions that need them: no command, and no page, waits for what it does not draw.
"""
