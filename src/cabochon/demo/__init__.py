"""A pretend maison with planted truths: for the tour, the tests and the benchmarks. Everything in it is made up."""
