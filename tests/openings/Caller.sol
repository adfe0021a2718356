// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ZkmemOpening} from "zkmem-opening/contracts/ZkmemOpening.sol";
import {poseidon2Compress} from "zkmem-opening/contracts/Poseidon2.sol";

/// What the tests call: the library as a contract uses it, and what it costs besides the call itself.
contract Caller {
    function verify(bytes calldata opening, bytes32 root, uint256 spaceHeight, uint256 addressHeight)
        external
        view
        returns (ZkmemOpening.Cells[] memory cells, uint256 gas)
    {
        uint256 before = gasleft();
        cells = ZkmemOpening.verify(opening, root, spaceHeight, addressHeight);
        gas = before - gasleft();
    }

    function verifyDefault(bytes calldata opening, bytes32 root) external pure returns (ZkmemOpening.Cells[] memory) {
        return ZkmemOpening.verify(opening, root);
    }
}

contract Hash {
    function compress(uint256 left, uint256 right) external pure returns (uint256) {
        return poseidon2Compress(left, right);
    }
}
