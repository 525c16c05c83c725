import torch

from trainer.layers import many

ONES = [torch.ones(2, 3), torch.ones(4)]
TWOS = [torch.full((2, 3), 2.0), torch.full((4,), 2.0)]


def copies(tensors: list[torch.Tensor]) -> list[torch.Tensor]:
    return [tensor.clone() for tensor in tensors]


def values(tensors: list[torch.Tensor]) -> set[float]:
    return {float(value) for tensor in tensors for value in tensor.flatten()}


def test_each_function_changes_every_tensor_in_place() -> None:
    tensors = copies(ONES)
    many.scale(tensors, 3)
    assert values(tensors) == {3}
    many.add(tensors, TWOS, 0.5)
    assert values(tensors) == {4}
    many.move_towards(tensors, TWOS, 0.25)
    assert values(tensors) == {3.5}
    many.multiply(tensors, TWOS)
    assert values(tensors) == {7}
    many.copy(tensors, ONES)
    assert values(tensors) == {1}


def test_the_norm_is_that_of_one_long_vector() -> None:
    assert many.total_norm([torch.tensor([3.0]), torch.tensor([[4.0]])]) == 5


def test_no_tensors_are_no_error() -> None:
    nothing: list[torch.Tensor] = []
    many.scale(nothing, 2)
    many.add(nothing, [])
    many.move_towards(nothing, [], 0.1)
    many.copy(nothing, [])
    many.multiply(nothing, [])
    assert nothing == []
    assert many.total_norm(nothing) == 0


def test_a_mask_may_be_multiplied_with() -> None:
    tensors = copies(TWOS)
    many.multiply(tensors, [torch.zeros(2, 3, dtype=torch.bool), torch.tensor([True, False, True, True])])
    assert tensors[0].abs().sum() == 0
    assert tensors[1].tolist() == [2, 0, 2, 2]


def test_parameters_may_be_changed() -> None:
    parameter = torch.nn.Parameter(torch.ones(3))
    many.scale([parameter], 2)
    many.add([parameter], [torch.ones(3)])
    assert parameter.tolist() == [3, 3, 3]
    assert parameter.is_leaf
