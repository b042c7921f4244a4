package dev.nightshift.wire.rest;

import java.util.List;

/** Answer of {@code GET /backends}. */
public record DevicesResponse(List<Device> devices) {}
