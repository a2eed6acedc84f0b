"""The standard and nothing else: xAPI 1.0.3 and 2.0 (IEEE 9274.1.1), its grammar, equality, facets and forms of output.

Every fault is `Refused(reason, pointer)`; nothing here knows a store, a person or a boutique.
"""
