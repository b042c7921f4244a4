package dev.nightshift.wire.rest;

import java.util.List;

/**
 * Answer of {@code GET /jobs}: one page.
 *
 * @param count of all jobs that fit the query
 */
public record JobsResponse(List<JobResponse> jobs, int count, int limit, int offset) {}
