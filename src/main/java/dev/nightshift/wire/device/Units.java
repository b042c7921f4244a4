package dev.nightshift.wire.device;

import java.util.Map;
import java.util.OptionalDouble;

/** Figures with a unit, converted to seconds, to hertz, or checked to be probabilities. */
final class Units {
  /** How many of each make a second; dividing by a power of ten keeps the last digit right. */
  private static final Map<String, Double> A_SECOND =
      Map.of("s", 1.0, "ms", 1e3, "us", 1e6, "\u00b5s", 1e6, "\u03bcs", 1e6, "ns", 1e9);

  private static final Map<String, Double> HERTZ =
      Map.of("Hz", 1.0, "kHz", 1e3, "MHz", 1e6, "GHz", 1e9);

  private Units() {}

  /** A time in a given unit; 0 is a time. */
  static OptionalDouble seconds(Field value, String unit) {
    OptionalDouble measured = notNegative(value);
    return measured.isEmpty()
        ? measured
        : OptionalDouble.of(measured.getAsDouble() / A_SECOND.getOrDefault(unit, 1.0));
  }

  /** The time that a property with {@code value} and {@code unit} states. */
  static OptionalDouble seconds(Field property) {
    Field unit = property.get("unit");
    if (!A_SECOND.containsKey(unit.text())) {
      return unit.fail("s, ms, us, \u00b5s or ns");
    }
    return value(property).map(value -> seconds(value, unit.text())).orElse(OptionalDouble.empty());
  }

  /** As {@link #seconds(Field)} for a time that cannot be 0: that means nobody measured it. */
  static OptionalDouble lifetime(Field property) {
    return positive(seconds(property));
  }

  /** The frequency that a property states. */
  static OptionalDouble hertz(Field property) {
    Field unit = property.get("unit");
    Double factor = HERTZ.get(unit.text());
    if (factor == null) {
      return unit.fail("Hz, kHz, MHz or GHz");
    }
    OptionalDouble measured =
        value(property).map(Units::notNegative).orElse(OptionalDouble.empty());
    return positive(
        measured.isEmpty() ? measured : OptionalDouble.of(measured.getAsDouble() * factor));
  }

  /** The probability that a property states. */
  static OptionalDouble probability(Field property) {
    OptionalDouble measured = value(property).map(Field::measured).orElse(OptionalDouble.empty());
    if (measured.isPresent() && !(measured.getAsDouble() >= 0 && measured.getAsDouble() <= 1)) {
      return property.get("value").fail("a probability from 0 to 1");
    }
    return measured;
  }

  /** Null stands for a figure that nobody measured. */
  static java.util.Optional<Field> value(Field property) {
    return property.find("value");
  }

  private static OptionalDouble notNegative(Field value) {
    OptionalDouble measured = value.measured();
    return measured.isPresent() && measured.getAsDouble() < 0
        ? value.fail("no negative number")
        : measured;
  }

  private static OptionalDouble positive(OptionalDouble value) {
    return value.isPresent() && value.getAsDouble() == 0 ? OptionalDouble.empty() : value;
  }
}
