"""The list on which a company says whom it wants to meet.

The company's own page and the coordinator's, who notes wishes on its behalf, are the same list.
Every button of it saves first, so that nobody loses what they chose by searching or turning a page.
"""
