/**
 * User settings that keep a window quiet and off the network, with the chat in sight. Settings that a VS Code
 * does not know are ignored by it.
 */
export const QUIET_SETTINGS = {
  // Nothing is sent, fetched or looked up.
  "telemetry.telemetryLevel": "off",
  "workbench.enableExperiments": false,
  "workbench.settings.enableNaturalLanguageSearch": false,
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "json.schemaDownload.enable": false,
  "npm.fetchOnlinePackageInfo": false,
  "typescript.disableAutomaticTypeAcquisition": true,
  "js/ts.tsserver.automaticTypeAcquisition.enabled": false,
  "git.autofetch": false,
  "github.gitAuthentication": false,
  "remote.autoForwardPorts": false,
  "chat.mcp.gallery.enabled": false,
  "chat.mcp.discovery.enabled": false,
  // Nothing pops up.
  "workbench.startupEditor": "none",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.tips.enabled": false,
  "git.openRepositoryInParentFolders": "never",
  "git.confirmSync": false,
  "git.suggestSmartCommit": false,
  "workbench.secondarySideBar.defaultVisibility": "visible",
  "chat.commandCenter.enabled": false,
  "window.confirmBeforeClose": "never",
};

/** User settings on top of the quiet ones for tests: the same picture every time, and lists without surprises. */
export const STEADY_SETTINGS = {
  "window.commandCenter": false,
  "window.titleBarStyle": "custom",
  "workbench.layoutControl.enabled": false,
  "workbench.editor.useModal": "off",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.reduceMotion": "on",
  "editor.accessibilitySupport": "off",
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "explorer.compactFolders": false,
  "scm.defaultViewMode": "list",
  // A chat wider than about 600 pixels would give half of itself to a list of sessions.
  "chat.viewSessions.enabled": false,
  "accessibility.signals.chatRequestSent": { sound: "off" },
  "accessibility.signals.chatResponseReceived": { sound: "off" },
};
