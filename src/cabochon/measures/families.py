"""The families of measures: what a role sees or does not see goes by them (privacy.roles, `measure.<family>`)."""

CLIENT, SALES, BEHAVIOUR, TRAFFIC, COACHING, ENGAGEMENT, STOCK, PROGRAMME, HEALTH = FAMILIES = (
    "client", "sales", "behaviour", "traffic", "coaching", "engagement", "stock", "programme", "health",
)  # fmt: skip
