package dev.nightshift.wire.job;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a job carries on the wire beside its work.
 *
 * @param backend the device's name at the provider, such as {@code aer_simulator}
 * @param tags at most 8, each of 1 to 86 characters
 * @param sessionId the session it belongs to, 1 to 36 characters
 * @param costSeconds longest running time, 0 to 10,800 s; empty: the provider's own
 */
public record Submission(
    String backend, List<String> tags, @Nullable String sessionId, OptionalInt costSeconds) {
  /** Tags a job may have. */
  public static final int MAX_TAGS = 8;

  /** Characters a tag may have. */
  public static final int MAX_TAG_LENGTH = 86;

  public Submission {
    tags = List.copyOf(tags);
    if (tags.size() > MAX_TAGS) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "a job has %d tags; give at most %d".formatted(tags.size(), MAX_TAGS));
    }
    for (String tag : tags) {
      if (tag.isEmpty() || tag.length() > MAX_TAG_LENGTH) {
        throw new NightshiftException(
            ErrorCode.OPTION_VALUE,
            "tag '%s' has %d characters; give 1 to %d"
                .formatted(tag, tag.length(), MAX_TAG_LENGTH));
      }
    }
    if (costSeconds.isPresent() && costSeconds.getAsInt() < 0) {
      throw new NightshiftException(
          ErrorCode.OPTION_VALUE,
          "a job's cost is %d s; give 0 or more".formatted(costSeconds.getAsInt()));
    }
  }

  /** A job of a backend, without tags, session or cost. */
  public static Submission to(String backend) {
    return new Submission(backend, List.of(), null, OptionalInt.empty());
  }
}
