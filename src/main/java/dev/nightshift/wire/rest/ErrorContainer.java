package dev.nightshift.wire.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every error.
 *
 * @param trace names the request in the server's log
 */
public record ErrorContainer(List<Item> errors, @Nullable String trace) {
  /**
   * @param code a number, or a word such as {@code not_found}
   */
  public record Item(
      @Nullable Object code,
      String message,
      @Nullable String solution,
      @Nullable String moreInfo) {}

  public static ErrorContainer of(
      Object code, String message, @Nullable String solution, String trace) {
    return new ErrorContainer(List.of(new Item(code, message, solution, null)), trace);
  }
}
