package dev.nightshift.transport.server;

import dev.nightshift.transport.server.stage.Stage;
import dev.nightshift.wire.rest.CatalogEntry;
import dev.nightshift.wire.rest.ResourceSearch;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How Python's client finds the instances of an account: a search for resources, then the plan of
 * each in a catalogue. There is one instance here, on the stage's plan.
 *
 * <p>On IBM Cloud these are two services of their own; here {@code GLOBAL_SEARCH_URL} is the
 * server's address and {@code GLOBAL_CATALOG_URL} the same with {@code /catalog} behind it.
 */
final class DiscoveryApi {
  private static final String CRN =
      "crn:v1:bluemix:public:quantum-computing:us-east:a/local:"
          + "00000000-0000-0000-0000-000000000000::";
  private static final String NAME = "local";

  private final Tokens tokens;
  private final Devices devices;
  private final Stage.Plan plan;

  DiscoveryApi(Tokens tokens, Devices devices, Stage.Plan plan) {
    this.tokens = tokens;
    this.devices = devices;
    this.plan = plan;
  }

  Reply search(Call call) {
    tokens.check(call.authorization());
    // Clients look at instances that have backends assigned only, and at no more of it.
    ResourceSearch.Doc doc = new ResourceSearch.Doc(Map.of("backends", devices.names()));
    return Reply.json(
        new ResourceSearch(List.of(new ResourceSearch.Item(CRN, NAME, planId(), doc, List.of()))));
  }

  Reply plan(Call call) {
    tokens.check(call.authorization());
    return call.id().equals(planId())
        ? Reply.json(
            CatalogEntry.of(planId(), planId(), plan == Stage.Plan.OPEN ? "free" : "paygo"))
        : Reply.notFound("There is no plan of this name.");
  }

  private String planId() {
    return plan.name().toLowerCase(Locale.ROOT);
  }
}
