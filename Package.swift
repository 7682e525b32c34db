// swift-tools-version: 6.3
// The targets in the order data flows; a target may import only what stands before it (ops/check makes it real).

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // The loop crosses our targets; without this its small calls are not inlined (a sixth of a replay's CPU time).
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// For what the loop calls: `package` declarations are inlined elsewhere only by this, which works through the
/// frontend alone and asks for resilience, though none of our modules goes without the others.
let inlined =
    settings + [
        .unsafeFlags(
            [
                "-Xfrontend", "-enable-library-evolution", "-Xfrontend", "-package-cmo",
                "-Xfrontend", "-allow-non-resilient-access", "-no-emit-module-separately-wmo",
            ], .when(configuration: .release))
    ]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "seinpost",
    products: [.executable(name: "seinpost", targets: ["seinpost"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Signals", dependencies: [crypto], swiftSettings: inlined),
        .target(name: "Rules", dependencies: ["Signals", crypto, yams], swiftSettings: inlined),
        .target(name: "Engine", dependencies: ["Signals", "Rules", crypto], swiftSettings: settings),
        .target(
            name: "Runtime", dependencies: ["Signals", "Rules", "Engine", "CZlib"], swiftSettings: settings),
        .target(
            name: "Policy", dependencies: ["Signals", "Rules", "Engine", crypto], swiftSettings: settings),
        .executableTarget(
            name: "seinpost",
            dependencies: ["Signals", "Rules", "Engine", "Runtime", "Policy", argumentParser],
            swiftSettings: settings),

        .target(
            name: "TestSupport", dependencies: ["Signals", "Rules", "Engine"], path: "Tests/TestSupport",
            swiftSettings: settings),
        .testTarget(name: "SignalsTests", dependencies: ["Signals", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "RulesTests", dependencies: ["Rules", "Signals", "TestSupport"], exclude: ["bad", "good"],
            swiftSettings: settings),
        .testTarget(
            name: "EngineTests", dependencies: ["Engine", "Rules", "Signals", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "RuntimeTests",
            dependencies: ["Runtime", "Engine", "Rules", "Signals", "CZlib", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "PolicyTests",
            dependencies: ["Policy", "Engine", "Rules", "Runtime", "Signals", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "CommandTests", dependencies: ["seinpost", "Runtime", "TestSupport"],
            swiftSettings: settings),
        .testTarget(name: "TidyTests", dependencies: [], swiftSettings: settings),
    ]
)
