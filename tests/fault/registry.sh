#!/bin/bash
# Crashes, full disks, damaged files and failing writes, at the level of the store (tests/fault/*_test.c).
set -e
make -s fault
