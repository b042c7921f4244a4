package dev.nightshift.wire.rest;

/** Body of {@code PATCH /sessions/{id}}. */
public record SessionPatch(boolean acceptingJobs) {}
