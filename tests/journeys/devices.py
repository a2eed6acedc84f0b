"""What is looked through: a phone, a desk, and how long one waits for a busy machine."""

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PATIENCE = 30_000  # ms: another worker may be busy on the same cores, and what passes waits for nothing
CONTROLLED = """() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller || new Promise(
    (done) => navigator.serviceWorker.addEventListener("controllerchange", () => done(true)))).then(() => true)"""
