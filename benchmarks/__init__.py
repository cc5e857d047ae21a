"""Benchmarks: figures for the docs and the README, each printed by one command."""
