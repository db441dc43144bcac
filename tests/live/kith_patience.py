# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the tests wait for what should come: never asserted, and longer where the program is slowed by instruments."""

import os

SECONDS = 20 * int(os.environ.get('KITH_PATIENCE', '1'))
