"""The papers a customer takes along: order receipt, invoice, payment receipt, balance statement.

`paper.py` and one module a document turn a view into the words and sums that stand on the page, `workers.py` hands
them to a process of ours, and there `render.py` makes the PDF. Importing this package loads none of it.
"""
