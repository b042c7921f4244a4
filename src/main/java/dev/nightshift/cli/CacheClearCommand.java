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
import picocli.CommandLine.Parameters;

/** {@code cache clear}: deletes entries. */
@Command(
    name = "clear",
    description = {
      "Delete what is kept: all of it, or the entries of a name.",
      "Pools go too: shots that were paid for are forgotten."
    })
final class CacheClearCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "How the entries' names begin, as cache ls prints them; absent: all.")
  private String name = "";

  @Mixin private CacheFolderOption folder = new CacheFolderOption();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private final Terminal terminal;

  CacheClearCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CacheFolder.Cleared cleared = folder.open().clear(name);
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("deleted", cleared.files());
      fields.put("bytes", cleared.bytes());
      terminal.out().println(new String(Json.write(fields), StandardCharsets.UTF_8));
    } else {
      terminal
          .out()
          .println(
              "%d entries deleted, %s"
                  .formatted(cleared.files(), CacheTexts.size(cleared.bytes())));
    }
    return 0;
  }
}
