package dev.nightshift.transpile.schedule;

import dev.nightshift.circuit.Circuit;
import dev.nightshift.transpile.Pass;
import dev.nightshift.transpile.PassContext;

/**
 * Writes out how long qubits wait, and puts decoupling pulses there, as the options say.
 *
 * <p><b>Reads</b> circuits in the device's instruction set. <b>Writes</b> delays in dt, or in ns
 * where the device states no dt, and x and rz where pulses are asked for. <b>Keeps</b> everything
 * else in its order, the unitary with its phase, and symbolic angles. <b>Costs</b> time linear in
 * what comes out.
 */
public final class ScheduleInstructions implements Pass {
  @Override
  public String name() {
    return "schedule-instructions";
  }

  @Override
  public Circuit run(Circuit circuit, PassContext context) {
    return context.options().scheduling().apply(circuit, context.target());
  }
}
