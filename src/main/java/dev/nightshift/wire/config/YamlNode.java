package dev.nightshift.wire.config;

import dev.nightshift.base.error.Span;

/** A node of a configuration: it knows where it was written. */
public sealed interface YamlNode permits YamlMap, YamlList, YamlScalar {
  /** File name of values that come from the command line. */
  String COMMAND_LINE = "--set";

  /** Where the value starts. */
  Span span();

  /** What kind of node this is, in words for a message. */
  String kind();

  /** The place as messages print it: {@code file:line}, or {@code --set}. */
  static String place(Span span) {
    return span.file().equals(COMMAND_LINE) ? COMMAND_LINE : span.file() + ":" + span.line();
  }
}
