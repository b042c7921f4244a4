package dev.nightshift.cli;

import dev.nightshift.cache.CacheFolder;
import dev.nightshift.cache.Part;
import dev.nightshift.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cache ls}: one line an entry. */
@Command(
    name = "ls",
    description = {
      "List what is kept, used last first, one line an entry.",
      "ITEMS are rows of exact values, or pools; SHOTS stand behind all pools of the entry."
    })
final class CacheLsCommand implements Callable<Integer> {
  private static final String ROW = "%-12s %-13s %7s %10s %9s  %-20s %-32s %s";

  @Mixin private CacheFolderOption folder = new CacheFolderOption();

  @Option(names = "--json", description = "Print one JSON object a line, one line an entry.")
  private boolean json;

  private final Terminal terminal;

  CacheLsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<CacheFolder.Entry> entries = folder.open().list();
    if (json) {
      entries.forEach(entry ->
          terminal.out().println(new String(Json.write(object(entry)), StandardCharsets.UTF_8)));
      return 0;
    }
    line(ROW.formatted("NAME", "KIND", "ITEMS", "SHOTS", "SIZE", "USED", "CIRCUIT", "ON"));
    entries.forEach(entry ->
        line(
            ROW.formatted(
                entry.name().substring(0, 12),
                entry.kind().text(),
                entry.items(),
                entry.kind().pooled() ? entry.shots() : Figures.NONE,
                CacheTexts.size(entry.bytes()),
                entry.used().truncatedTo(ChronoUnit.SECONDS),
                clipped(entry.parts().text(Part.CIRCUIT)),
                CacheTexts.brief(entry.parts().text(Part.DEVICE)))));
    line(
        "%d entries, %s in %s"
            .formatted(
                entries.size(),
                CacheTexts.size(entries.stream().mapToLong(CacheFolder.Entry::bytes).sum()),
                folder.folder()));
    return 0;
  }

  private static String clipped(String circuit) {
    String text = CacheTexts.brief(circuit).replace(", sha256:", " ");
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private void line(String text) {
    terminal.out().println(text.stripTrailing());
  }

  private static Map<String, Object> object(CacheFolder.Entry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", entry.name());
    fields.put("kind", entry.kind().text());
    fields.put("items", entry.items());
    if (entry.kind().pooled()) {
      fields.put("requests", entry.requests());
      fields.put("shots", entry.shots());
    }
    fields.put("bytes", entry.bytes());
    fields.put("created", entry.created().toString());
    fields.put("used", entry.used().toString());
    fields.put("parts", CacheTexts.json(entry.parts()));
    return fields;
  }
}
