/* Behaviour on top of pages that work without it. Each controller says in its first lines what it adds. */
import { Application } from "../vendor/stimulus/stimulus.js";

import CopyController from "./controllers/copy.js";
import SearchBoxController from "./controllers/search_box.js";
import SearchResultsController from "./controllers/search_results.js";
import FacetController from "./controllers/facet.js";
import DepositComboboxController from "./controllers/deposit_combobox.js";
import DepositKeptController from "./controllers/deposit_kept.js";
import DepositMergeController from "./controllers/deposit_merge.js";
import DepositOrderController from "./controllers/deposit_order.js";
import DepositReadingController from "./controllers/deposit_reading.js";
import DepositStartController from "./controllers/deposit_start.js";
import DepositStepController from "./controllers/deposit_step.js";
import DepositUploadController from "./controllers/deposit_upload.js";
import ProgressController from "./controllers/progress.js";
import ShortcutsController from "./controllers/shortcuts.js";
import ThemeController from "./controllers/theme.js";

document.documentElement.dataset.scripts = "";

const application = Application.start();
application.register("copy", CopyController);
application.register("search-box", SearchBoxController);
application.register("search-results", SearchResultsController);
application.register("facet", FacetController);
application.register("deposit-combobox", DepositComboboxController);
application.register("deposit-kept", DepositKeptController);
application.register("deposit-merge", DepositMergeController);
application.register("deposit-order", DepositOrderController);
application.register("deposit-reading", DepositReadingController);
application.register("deposit-start", DepositStartController);
application.register("deposit-step", DepositStepController);
application.register("deposit-upload", DepositUploadController);
application.register("progress", ProgressController);
application.register("shortcuts", ShortcutsController);
application.register("theme", ThemeController);
