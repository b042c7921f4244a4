package dev.nightshift.wire.rest;

import java.util.List;
import java.util.Map;

/**
 * Answer of {@code POST /v3/resources/search}: the instances an account has.
 *
 * @param items one an instance
 */
public record ResourceSearch(List<Item> items) {
  /**
   * An instance.
   *
   * @param servicePlanUniqueId names its plan in the catalogue
   * @param doc its details; clients pass over instances without extensions
   */
  public record Item(
      String crn, String name, String servicePlanUniqueId, Doc doc, List<String> tags) {}

  public record Doc(Map<String, Object> extensions) {}
}
