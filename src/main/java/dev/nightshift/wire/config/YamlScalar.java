package dev.nightshift.wire.config;

import dev.nightshift.base.error.Span;

/**
 * A single value.
 *
 * @param text as written, without quotes; empty for a null
 * @param type what YAML's core schema takes it for
 */
public record YamlScalar(Span span, String text, Type type) implements YamlNode {

  /** Scalar types of YAML 1.2's core schema. */
  public enum Type {
    TEXT,
    INTEGER,
    DECIMAL,
    FLAG,
    NULL
  }

  @Override
  public String kind() {
    return type == Type.NULL ? "nothing" : "'" + text + "'";
  }
}
