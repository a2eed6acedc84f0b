"""The shop floor in plain dataclasses: events, doors, people, products, visits. Standard library only."""
