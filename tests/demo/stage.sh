#!/bin/sh
# SPDX-License-Identifier: ISC
#
# The demonstration as one test.

. "$(dirname "$0")/../run/report.sh"
stage demo
export B
check "make demo shows what it says" sh "$TOP/tests/demo/demo.sh"
finish
