package dev.nightshift.wire.rest;

import java.util.List;

/**
 * Body of {@code PUT /jobs/{id}/tags}, answer of {@code GET /tags}.
 *
 * @param tags at most 8 a job, each at most 86 characters
 */
public record Tags(List<String> tags) {}
