package dev.nightshift.wire.job;

import dev.nightshift.job.JobRequest;

/** Bodies of {@code POST /jobs}: bytes out of a request, and a request out of bytes. */
public final class JobCodec {
  private JobCodec() {}

  /** The body that submits a job. The bytes of its {@code params} depend on the request alone. */
  public static byte[] encode(JobRequest request, Submission submission) {
    return JobEncoder.encode(request, submission);
  }

  /** Reads a body within the default limits. */
  public static DecodedJob decode(byte[] body) {
    return decode(body, WireLimits.DEFAULT);
  }

  /**
   * Reads a body.
   *
   * @throws dev.nightshift.base.error.NightshiftException where the body breaks the protocol's
   *     schema: MESSAGE_MALFORMED, OPTION_UNKNOWN or OPTION_VALUE with the path of the culprit,
   *     JOB_TOO_LARGE beyond a limit
   */
  public static DecodedJob decode(byte[] body, WireLimits limits) {
    return decode(body, limits, InstructionSets.ANY);
  }

  /**
   * As {@link #decode(byte[], WireLimits)}, for backends of which some take their own instructions
   * only: a job that breaks that is accepted and fails with 1517, as at the service.
   */
  public static DecodedJob decode(byte[] body, WireLimits limits, InstructionSets sets) {
    return JobDecoder.decode(body, limits, sets);
  }
}
