package dev.nightshift.backend.aer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.wire.aer.AerCircuit;
import dev.nightshift.wire.aer.AerHello;
import dev.nightshift.wire.aer.AerJob;
import dev.nightshift.wire.aer.AerStep;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The real child. Runs where NIGHTSHIFT_PYTHON names a Python with qiskit-aer. */
class AerScriptTest {
  /** Minutes of simulation. */
  private static AerJob endless() {
    List<AerStep> steps = new ArrayList<>();
    for (int layer = 0; layer < 500; layer++) {
      for (int qubit = 0; qubit < 23; qubit++) {
        steps.add(
            new AerStep(
                "rx", List.of(qubit), List.of(new AerStep.Num.Constant(layer + 0.1)), null));
        steps.add(new AerStep("cx", List.of(qubit, (qubit + 1) % 23), List.of(), null));
      }
    }
    steps.add(new AerStep("measure", List.of(0, 0), List.of(), null));
    return new AerJob(
        "statevector",
        1,
        1,
        Map.of(),
        List.of(new AerCircuit(23, 1, steps, List.of())),
        List.of(),
        List.of(),
        Map.of());
  }

  @Test
  void givenALongJob_whenTheParentIsGone_thenTheChildEndsInTheMiddleOfIt() throws Exception {
    Assumptions.assumeTrue(
        System.getenv("NIGHTSHIFT_PYTHON") != null,
        "NIGHTSHIFT_PYTHON names no Python with qiskit-aer");
    Process process = AerOptions.standard(System.getenv(), _ -> {}).builder().start();
    try (DataInputStream in = new DataInputStream(process.getInputStream())) {
      byte[] hello = in.readNBytes(in.readInt());
      assertThat(AerHello.read(hello)).isInstanceOf(AerHello.Ready.class);
      DataOutputStream out = new DataOutputStream(process.getOutputStream());
      byte[] job = endless().write();
      out.writeInt(job.length);
      out.write(job);
      out.flush();

      // What the system does to a pipe whose owner was killed.
      out.close();

      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      // Killed, not done: there is no answer.
      assertThat(in.read()).isEqualTo(-1);
      assertThat(process.exitValue()).isNotZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
