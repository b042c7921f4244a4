package dev.nightshift.experiment.prove;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import dev.nightshift.job.Backend;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Sends the canaries and collects what came of them. */
public final class Prover {
  /** Ways in which the far side says that it did not understand us, or we not it. */
  private static final Set<ErrorCode> MISUNDERSTOOD =
      EnumSet.of(
          ErrorCode.REMOTE_REJECTED,
          ErrorCode.JOB_FAILED,
          ErrorCode.RESULT_MALFORMED,
          ErrorCode.MESSAGE_MALFORMED);

  private Prover() {}

  /**
   * All canaries to one backend, a job each.
   *
   * @param name as the user gave it
   * @param seed of a simulator's shots
   * @throws NightshiftException when the backend cannot be reached or asked at all; that it refuses
   *     a job or answers what cannot be read is a FAIL
   */
  public static Proof.Side ask(String name, Backend backend, Margin margin, OptionalLong seed) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Canary canary : Canaries.all()) {
      verdicts.add(ask(canary, backend, margin, seed));
    }
    return new Proof.Side(name, margin, verdicts);
  }

  private static Verdict ask(Canary canary, Backend backend, Margin margin, OptionalLong seed) {
    try {
      return canary.judge(backend.run(canary.request(margin, seed)), margin);
    } catch (NightshiftException e) {
      if (!MISUNDERSTOOD.contains(e.code())) {
        throw e;
      }
      return canary.fail("an answer", "%s: %s".formatted(e.code().label(), e.getMessage()));
    }
  }
}
