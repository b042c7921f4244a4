package dev.nightshift.wire.qpy;

/**
 * The layout behind a circuit: where a transpiler put the qubits. It changes nothing in what the
 * circuit does, so it is read over.
 *
 * <pre>
 * bool there is one; i32 sizes of initial layout, input mapping, final layout, -1 for none;
 * u32 extra registers, i32 input qubits; if there is one: registers as those of the circuit;
 * a bit of the initial layout: i32 index, i32 length of its register's name, name (no length and
 * name from version 18 on where the index is -1); then u32 each
 * </pre>
 */
final class LayoutReader {
  private LayoutReader() {}

  static void skip(QpyInput in, Scope scope) {
    boolean exists = in.flag();
    int initial = in.i32();
    int mapping = in.i32();
    int last = in.i32();
    long registers = in.u32();
    in.i32();
    if (!exists) {
      return;
    }
    Registers.read(in, registers, Registers.SKIPPED, Registers.SKIPPED, scope);
    int bits = in.fitting(Math.max(initial, 0), 4);
    for (int i = 0; i < bits; i++) {
      int index = in.i32();
      if (scope.version() < 18 || index != -1) {
        in.skip(Math.max(0, in.i32()));
      }
    }
    in.skip(4 * in.fitting(Math.max(mapping, 0), 4));
    in.skip(4 * in.fitting(Math.max(last, 0), 4));
  }
}
