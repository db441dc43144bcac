# SPDX-License-Identifier: GPL-3.0-or-later
"""Python tests that speak TAP: run (FUNCTION, …) calls each and reports it as one case."""

import sys
import traceback


def run(*cases, in_order=False):
    """Calls every case and exits: with 0 if none raised. A case's name comes from its function.

    IN_ORDER: each case goes on where the one before has stopped, so the first failure is the last.
    """
    print('TAP version 13')
    print(f'1..{len(cases)}', flush=True)
    failed = 0
    for number, case in enumerate(cases, 1):
        name = case.__name__.removeprefix('test_').replace('_', ' ')
        try:
            case()
        except Exception:                # a failed case must not hide the ones after it
            failed += 1
            traceback.print_exc()
            print(f'not ok {number} - {name}', flush=True)
            if in_order:
                print(f'Bail out! {name} failed', flush=True)
                break
        else:
            print(f'ok {number} - {name}', flush=True)
    sys.exit(1 if failed else 0)
