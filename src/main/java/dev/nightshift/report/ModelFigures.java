package dev.nightshift.report;

import dev.nightshift.base.error.ErrorCode;
import dev.nightshift.base.error.NightshiftException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one model's training came to; {@code report.json} has the same names in snake case.
 *
 * @param loss of the last evaluation: cross entropy, nats a token
 * @param evalLosses one an evaluation, in order
 * @param evalSteps the steps before which they were taken
 * @param wallS seconds of training, evaluations included
 * @param cpuS seconds of all threads of the process in that time
 * @param rssPeakMb most resident memory in that time, 10^6 bytes; null where nothing tells
 * @param parameters trained numbers
 * @param tokensPerS tokens of training batches over wall time
 * @param sample the text that the model wrote
 */
public record ModelFigures(
    double loss,
    List<Double> evalLosses,
    List<Integer> evalSteps,
    double wallS,
    double cpuS,
    @Nullable Double rssPeakMb,
    long parameters,
    double tokensPerS,
    String sample) {
  public ModelFigures {
    evalLosses = List.copyOf(evalLosses);
    evalSteps = List.copyOf(evalSteps);
    if (!Double.isFinite(loss) || !evalLosses.stream().allMatch(Double::isFinite)) {
      throw new NightshiftException(
          ErrorCode.NOT_FINITE,
          "the loss is %s after evaluations %s; lower train.learning_rate"
              .formatted(loss, evalLosses));
    }
    if (evalLosses.size() != evalSteps.size()) {
      throw new IllegalArgumentException(
          "%d losses for %d steps".formatted(evalLosses.size(), evalSteps.size()));
    }
  }
}
