package dev.nightshift.wire.config;

import dev.nightshift.base.error.Span;
import java.util.List;

/** Nodes in order. */
public record YamlList(Span span, List<YamlNode> items) implements YamlNode {
  public YamlList {
    items = List.copyOf(items);
  }

  @Override
  public String kind() {
    return "a list";
  }
}
