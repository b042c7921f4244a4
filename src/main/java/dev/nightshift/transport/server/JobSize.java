package dev.nightshift.transport.server;

import dev.nightshift.circuit.Instruction;
import dev.nightshift.job.JobRequest;
import dev.nightshift.job.Pub;
import dev.nightshift.wire.job.DecodedJob;

/** How much a job is to compute, estimated before it runs. */
final class JobSize {
  private static final int MAX_INLINE_CHUNKS = 16;

  private JobSize() {}

  /**
   * Whether a job surely takes no longer than handing it over and waiting for it.
   *
   * @param maxUpdates of amplitudes, estimated
   */
  static boolean isShort(DecodedJob.Work work, long maxUpdates) {
    return switch (work) {
      case DecodedJob.Work.Impossible _ -> true;
      case DecodedJob.Work.Done _ -> false;
      case DecodedJob.Work.Possible(JobRequest request) -> isShort(request, maxUpdates);
      // Each chunk is a job to the engine.
      case DecodedJob.Work.Chunked chunked ->
          chunked.chunks().size() <= MAX_INLINE_CHUNKS && isShort(chunked.request(), maxUpdates);
    };
  }

  private static boolean isShort(JobRequest request, long maxUpdates) {
    double updates = 0;
    for (Pub pub : request.pubs()) {
      double amplitudes = Math.scalb(1.0, pub.circuit().qubits());
      double steps =
          switch (pub) {
            case Pub.Estimator estimator ->
                pub.circuit().instructions().size() + estimator.observables().shape().size();
            case Pub.Sampler _ -> Instruction.leaves(pub.circuit().instructions()).size();
          };
      updates += pub.bindings().rows() * amplitudes * steps + sampled(pub, request);
    }
    return updates <= maxUpdates;
  }

  private static double sampled(Pub pub, JobRequest request) {
    return switch (pub) {
      case Pub.Sampler(_, var bindings, Integer shots) ->
          (double) bindings.rows()
              * pub.circuit().bits()
              * (shots == null ? request.options().defaultShots().orElse(4096) : shots);
      case Pub.Estimator(_, _, _, Double precision) -> {
        double target =
            precision == null ? request.options().defaultPrecision().orElse(0) : precision;
        double shots = target > 0 ? 1 / (target * target) : 0;
        yield pub.shape().size() * Math.max(shots, request.options().defaultShots().orElse(0));
      }
    };
  }
}
