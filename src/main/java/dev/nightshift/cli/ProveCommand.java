package dev.nightshift.cli;

import dev.nightshift.experiment.prove.Margin;
import dev.nightshift.experiment.prove.Proof;
import dev.nightshift.experiment.prove.Prover;
import dev.nightshift.job.Backend;
import dev.nightshift.job.Meter;
import dev.nightshift.wire.Json;
import dev.nightshift.wire.config.Provider;
import dev.nightshift.wire.config.Providers;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prove --to NAME}: canary circuits there and back. */
@Command(
    name = "prove",
    description = {
      "Certify a backend: canary circuits whose answers are known go the whole way and must come"
          + " back right.",
      "Bit order, shots, binding order, parameter order, layout of observables, identity, scale,"
          + " angles, broadcasting: one page of PASS or FAIL.",
      "Exit code 0 where all pass, 1 where one fails. Nothing comes from the cache; a device is"
          + " charged for 9 jobs (docs/prove.md)."
    })
final class ProveCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Option(
      names = "--from",
      paramLabel = "NAME",
      defaultValue = "local",
      description = "The reference, which must confirm the answers (default: ${DEFAULT-VALUE}).")
  private String from = "local";

  @Option(
      names = "--to",
      paramLabel = "NAME",
      required = true,
      description =
          "What is to be proved: embedded, local, ibm, a device name, or twin:DEVICE for its noisy"
              + " twin here.")
  private String to = "";

  @Option(
      names = "--shots",
      paramLabel = "N",
      description =
          "Of each circuit; a simulator's values are sampled too then (default: 1234, and exact"
              + " values).")
  private @Nullable Integer shots;

  @Option(names = "--seed", paramLabel = "N", description = "Makes simulators' shots repeatable.")
  private @Nullable Long seed;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  ProveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Margin sought = margin(to, true);
    Proof.Side reference = ask(from, margin(from, false));
    Proof proof = new Proof(reference, ask(to, sought));
    if (json) {
      terminal.out().println(new String(Json.write(proof.fields()), StandardCharsets.UTF_8));
    } else {
      proof.lines().forEach(terminal.out()::println);
    }
    return proof.passed() ? 0 : FAILED;
  }

  private Proof.Side ask(String name, Margin margin) {
    OptionalLong seeded = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    try (Backend backend = Backends.open(name, new Meter(), terminal, CacheMode.OFF)) {
      return Prover.ask(name, backend, margin, seeded);
    }
  }

  /**
   * @param sampled whether shots that the user asks for hold for values too
   */
  private Margin margin(String name, boolean sampled) {
    int count = shots == null ? Margin.DEFAULT_SHOTS : shots;
    if (errs(name)) {
      return new Margin(Margin.Kind.NOISY, count);
    }
    return new Margin(sampled && shots != null ? Margin.Kind.SAMPLED : Margin.Kind.EXACT, count);
  }

  /** Whether a device answers, or its twin. */
  private boolean errs(String name) {
    if (name.startsWith(Backends.TWIN)) {
      return true;
    }
    return switch (Providers.standard(null, System.getenv()).find(name)) {
      case Provider.Embedded _ -> false;
      case Provider.Rest rest
          when rest.url() == null && rest.service() == Provider.Service.SERVER ->
          false;
      case Provider.Rest rest ->
          Snapshots.ofDevice(rest.requireCredentials(), terminal).isPresent();
    };
  }
}
