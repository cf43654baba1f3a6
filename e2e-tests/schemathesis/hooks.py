"""Each request comes from an address of its own, as a proxy would say it: how often one address may ask, others test."""

import itertools

import schemathesis

numbers = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    number = next(numbers)
    case.headers["X-Forwarded-For"] = f"2001:db8:{number >> 16:x}:{number & 0xffff:x}::1"
