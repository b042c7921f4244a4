package dev.nightshift.wire.rest;

/** What a job was charged in the words of versions before 2026-03-15, seconds. */
public record Bss(double seconds) {}
