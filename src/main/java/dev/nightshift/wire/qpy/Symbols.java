package dev.nightshift.wire.qpy;

import dev.nightshift.circuit.CodePoints;
import dev.nightshift.circuit.ParameterExpression;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The parameters of a circuit: told apart in the file by UUIDs, in our circuits by names. */
final class Symbols {
  /** Says that a parameter is no element of a vector. */
  private static final long ALONE = -1;

  private static final Comparator<Symbol> QISKIT_ORDER =
      Comparator.comparing(Symbol::base, CodePoints.ORDER).thenComparingLong(Symbol::index);

  /**
   * A vector of parameters, from the table of versions 18 and later.
   *
   * @param root UUID of its element 0; those of the others count up from it
   */
  record Vector(String name, long size, UUID root) {}

  /**
   * @param base its name, or its vector's
   * @param parameter what it is in our circuits
   */
  private record Symbol(
      UUID uuid, String base, long index, ParameterExpression.Parameter parameter) {
    static Symbol of(UUID uuid, String base, long index) {
      return new Symbol(
          uuid,
          base,
          index,
          ParameterExpression.parameter(index == ALONE ? base : base + "[" + index + "]"));
    }

    String name() {
      return parameter.name();
    }

    boolean is(UUID otherUuid, String otherBase, long otherIndex) {
      return uuid.equals(otherUuid) && index == otherIndex && base.equals(otherBase);
    }
  }

  private final Map<UUID, Symbol> byUuid = new HashMap<>();
  private final Map<String, Symbol> byName = new HashMap<>();

  /** A parameter by itself. */
  ParameterExpression.Parameter alone(QpyInput in) {
    int length = in.u16();
    UUID uuid = in.uuid();
    return known(uuid, in.text(length), ALONE);
  }

  /** An element of a vector that carries the vector with it, as up to version 17. */
  ParameterExpression.Parameter element(QpyInput in) {
    int length = in.u16();
    long size = in.i64();
    UUID uuid = in.uuid();
    long index = in.i64();
    String name = in.text(length);
    checkIndex(name, size, index);
    return known(uuid, name, index);
  }

  /** An element of a vector of the table. */
  ParameterExpression.Parameter element(QpyInput in, List<Vector> vectors) {
    int number = in.u16();
    long index = in.i64();
    if (number >= vectors.size()) {
      throw Problems.invalid(
          "an element of parameter vector %d is used, but there are %d vectors"
              .formatted(number, vectors.size()));
    }
    Vector vector = vectors.get(number);
    checkIndex(vector.name(), vector.size(), index);
    return known(plus(vector.root(), index), vector.name(), index);
  }

  private static void checkIndex(String name, long size, long index) {
    if (index < 0 || Long.compareUnsigned(index, size) >= 0) {
      throw Problems.invalid(
          "element %s of parameter vector %s is outside [0, %s)"
              .formatted(
                  Long.toUnsignedString(index),
                  Problems.quoted(name),
                  Long.toUnsignedString(size)));
    }
  }

  private static UUID plus(UUID root, long index) {
    long low = root.getLeastSignificantBits() + index;
    boolean carry = Long.compareUnsigned(low, index) < 0;
    return new UUID(root.getMostSignificantBits() + (carry ? 1 : 0), low);
  }

  private ParameterExpression.Parameter known(UUID uuid, String base, long index) {
    Symbol before = byUuid.get(uuid);
    if (before != null && before.is(uuid, base, index)) {
      return before.parameter();
    }
    Symbol symbol = Symbol.of(uuid, base, index);
    if (before != null) {
      throw Problems.invalid(
          "the parameters %s and %s have the same UUID"
              .formatted(Problems.quoted(before.name()), Problems.quoted(symbol.name())));
    }
    if (byName.putIfAbsent(symbol.name(), symbol) != null) {
      throw Problems.invalid(
          "two different parameters are named %s; rename one"
              .formatted(Problems.quoted(symbol.name())));
    }
    byUuid.put(uuid, symbol);
    return symbol.parameter();
  }

  /** The parameter that an expression refers to. */
  ParameterExpression.Parameter byUuid(UUID uuid) {
    Symbol symbol = byUuid.get(uuid);
    if (symbol == null) {
      throw Problems.invalid(
          "an expression uses the parameter %s, which is in no table".formatted(uuid));
    }
    return symbol.parameter();
  }

  /** The parameter of a name, as substitutions name it up to version 14. */
  ParameterExpression.Parameter byName(String name) {
    Symbol symbol = byName.get(name);
    if (symbol == null) {
      throw Problems.invalid(
          "an expression replaces the parameter %s, which is in no table"
              .formatted(Problems.quoted(name)));
    }
    return symbol.parameter();
  }

  /** The same names as Qiskit sorts them; all are names of parameters read before. */
  List<String> sorted(Collection<String> names) {
    return names.stream()
        .map(name -> Objects.requireNonNull(byName.get(name), name))
        .sorted(QISKIT_ORDER)
        .map(Symbol::name)
        .toList();
  }
}
