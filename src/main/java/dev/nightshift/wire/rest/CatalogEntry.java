package dev.nightshift.wire.rest;

import java.util.Map;

/**
 * Answer of {@code GET /{id}} of the catalogue: a plan.
 *
 * @param overviewUi texts by language
 */
public record CatalogEntry(String id, Map<String, Overview> overviewUi, Metadata metadata) {
  public record Overview(String displayName) {}

  public record Metadata(Pricing pricing) {}

  /**
   * @param type free, trial, paygo, paid or subscription
   */
  public record Pricing(String type) {}

  public static CatalogEntry of(String id, String displayName, String pricing) {
    return new CatalogEntry(
        id, Map.of("en", new Overview(displayName)), new Metadata(new Pricing(pricing)));
  }
}
