package dev.nightshift.cli;

import dev.nightshift.cache.CacheFolder;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cache verify}: checks every record. */
@Command(
    name = "verify",
    description = {
      "Check every record against its checksum and every entry against its name.",
      "What is damaged is dropped and told of; the exit code is 0 all the same, since what is left"
          + " is sound."
    })
final class CacheVerifyCommand implements Callable<Integer> {
  @Mixin private CacheFolderOption folder = new CacheFolderOption();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  CacheVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CacheFolder.Verified verified = folder.open().verify();
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("entries", verified.files());
      fields.put("records", verified.records());
      fields.put("damaged", verified.damages().stream().map(CacheVerifyCommand::object).toList());
      terminal.out().println(new String(Json.write(fields), StandardCharsets.UTF_8));
      return 0;
    }
    verified
        .damages()
        .forEach(damage ->
            terminal
                .out()
                .println(
                    "%s: %d damaged dropped, %d left"
                        .formatted(
                            CacheTexts.brief(damage.name()), damage.dropped(), damage.left())));
    terminal
        .out()
        .println(
            "%d entries, %d sound records%s"
                .formatted(
                    verified.files(),
                    verified.records(),
                    verified.damages().isEmpty() ? ", nothing damaged" : ""));
    return 0;
  }

  private static Map<String, Object> object(CacheFolder.Damage damage) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", damage.name());
    fields.put("dropped", damage.dropped());
    fields.put("left", damage.left());
    return fields;
  }
}
